"""The document and what is done with it: edits, undo, session files, demos, preferences. No Qt, nothing computed."""
