"""Requests in, results out: plain frozen structs of arrays and floats, every number from the engine. No Qt."""
