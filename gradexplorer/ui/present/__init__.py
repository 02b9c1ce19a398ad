"""From results and document to what panels and plots are given: plain data, words and marks. Nothing is computed."""
