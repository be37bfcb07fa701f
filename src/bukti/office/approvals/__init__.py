"""The second person: every act that needs one waits here, with a picture of exactly what is approved."""
