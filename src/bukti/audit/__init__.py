"""Risk-limiting audit of the recap: does the paper of stations drawn by lot name the winner that was published?

Published figures of stations, caps and a public seed come in, then what people read off the papers; what goes out are
the stations to fetch, the chance left that a wrong winner would pass, and whether to stop, draw on or compare them all.
It tests transcription and summing; of the count inside a station it says nothing.
"""
