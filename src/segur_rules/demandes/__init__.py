"""The exchanged file: its tags, its shapes, its strict reading and its schemas."""
