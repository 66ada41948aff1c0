"""Makes a kernel as it was before a notebook ran in it; the modules that it imported stay."""

import sys


def forget() -> None:
    """End the workers, close the figures and forget every name, so that the next notebook starts anew."""
    from IPython import get_ipython

    _end_readers()
    _end_coders()
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    get_ipython().reset(new_session=True)


def _end_readers() -> None:
    module = sys.modules.get("learning_themes.corpus.workers")
    if module:
        module.end_workers()


def _end_coders() -> None:
    """End the processes that joblib keeps for more work, each of which holds the models."""
    if "joblib.externals.loky" in sys.modules:
        sys.modules["joblib.externals.loky"].get_reusable_executor().shutdown(wait=False, kill_workers=True)
