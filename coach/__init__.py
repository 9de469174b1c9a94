"""Nightjar: a behavioural sleep coach people host themselves."""

import os

__version__ = "0.1.0"

# onnxruntime reports to its maker and keeps a device id in the home directory from its import on,
# unless this is set before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # noqa: TID251
