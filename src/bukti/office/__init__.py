"""The office at work: acts of people about evidence come in, decision files go out, through `evidence`.

One Django application; each capability is an app of it, one line in `apps.py`. It stores who proposed, approved and
refused what, never a result: with its database gone, the same facts give the same site.
"""
