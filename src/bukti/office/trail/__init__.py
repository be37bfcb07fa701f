"""The trail: every state that a row of the office ever had, each entry bound to the one before by its digest."""
