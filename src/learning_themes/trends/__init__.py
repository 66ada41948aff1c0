"""What is counted: themes present and key in reviews, and the share of reviews they hold in."""
