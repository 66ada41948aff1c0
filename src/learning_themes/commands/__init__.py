"""The commands of `learning-themes`, a module a family: what each takes, and what it says when it is done."""
