"""`engine.utils.dlpack`: capsules of memory for other array libraries, under PyTorch's names."""

from engine.dlpack import DLDeviceType, from_dlpack, to_dlpack

__all__ = ["DLDeviceType", "from_dlpack", "to_dlpack"]
