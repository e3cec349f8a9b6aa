"""Takes the protocol apart one piece at a time and asks whether any case notices.

    python -m tests.unit.evaluation.mutation

Every rule, every leaf and threshold of every condition, every question with its facts and words,
every relief step and every implication is changed, one at a time. A mutant is noticed when a case
under `tests/cases/` gets another answer; it is equivalent when a search over the protocol proves
that no case could. Any other has survived, and the piece it lost was unproved.
"""
