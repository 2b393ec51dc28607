"""What may be done on the portal: one use case per function, one transaction each.

Each loads facts, asks `segur_rules`, stores the answer and carries out its effects.
"""
