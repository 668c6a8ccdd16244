"""Does a change keep behaviour? Whole runs of the program, and a comparison of their archives row by row.

    python -m tests.scenarios run --out before.json --source ../checkout-before
    python -m tests.scenarios run --out after.json
    python -m tests.scenarios compare before.json after.json

A scenario starts the real command on a data folder of its own, against the test newspaper on loopback or files, and
dumps every table and the WARC files after each stage. Only the command line, the SQLite file and the WARC files of the
program under test are used, so that its modules may be moved and renamed between two runs.

A run takes a minute or two, on a busy machine more; two runs on one machine wait for each other, scenario by scenario, as
their ports are the same. What cannot be compared, and why, says `dump.py`; a change that is meant can be left out with `compare --ignore`.
"""
