"""Election kinds as data: a folder per country, in it a folder per kind of election and edition of its forms.

What comes in: the law and the printed forms, written down as `election.yaml` and one file a sheet kind. What goes
out: a `Profile` by `bukti.vocabulary.profile.load_profile`. There is no code here; people who know the forms review it.
"""
