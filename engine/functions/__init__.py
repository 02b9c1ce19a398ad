"""PyTorch's calls: arguments checked and defaulted here, then handed to one primitive or composed of a few."""
