"""gradexplorer: a desktop laboratory for gradients. The numbers come from `engine`."""

__version__ = "0.1.0"
