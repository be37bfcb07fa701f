"""The findings desk: what is open comes from the built tables, what is proposed goes to a second person, and out as a
decision file.
"""
