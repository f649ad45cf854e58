"""`python -m sekisho.cli`: what ./sekisho runs."""

from sekisho.cli import main

main()
