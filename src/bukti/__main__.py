"""`python -m bukti` is the same as `bukti`."""

from bukti.cli import main

if __name__ == "__main__":
    main()
