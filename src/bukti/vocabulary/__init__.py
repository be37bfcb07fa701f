"""The words every room shares: tables and their columns, fields and their roles, problems, profiles.

Nothing comes in but the declarations shipped with the package; what goes out are frozen values. No other room is
imported from here.
"""
