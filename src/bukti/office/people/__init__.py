"""Who works at the office: accounts and second factors, roles with where and how long each holds."""
