#!/usr/bin/env python3
"""Does a certified run that is killed again and again end with the front and the certificate of an undisturbed one?

    tests/bench/certified_kills.py build/release/paretree sweeps/certified_ucf11.yaml [kills] [least s] [most s] [seed]

Kills (SIGKILL) a session a random time after its start, 1 to 3 threads in turn, until so many were killed or the run has ended; then
lets it end. Prints sessions and kills; exit code 1 if front or certificate differ.
"""
import os
import random
import subprocess
import sys
import tempfile


def main():
    program, sweep = (os.path.abspath(path) for path in sys.argv[1:3])
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    least, most = (float(sys.argv[4]), float(sys.argv[5])) if len(sys.argv) > 5 else (2.0, 5.0)
    times = random.Random(int(sys.argv[6]) if len(sys.argv) > 6 else 1)
    with tempfile.TemporaryDirectory() as folder:
        def session(study, threads):
            return subprocess.Popen([program, "run", sweep, "--db", study, "--threads", str(threads), "--picture", "none",
                                     "--progress", "none"], cwd=folder, stdout=subprocess.DEVNULL)

        def claims(study):
            return [subprocess.run([program, "sql", study, query, "--format", "csv"], cwd=folder, check=True,
                                   capture_output=True).stdout
                    for query in ("SELECT * FROM front ORDER BY design", "SELECT * FROM certificate ORDER BY name")]

        if session("whole.db", 2).wait() != 0:
            sys.exit("the undisturbed run failed")
        sessions = killed = 0
        while True:
            sessions += 1
            running = session("killed.db", 1 + sessions % 3)
            try:
                code = running.wait(times.uniform(least, most) if killed < kills else None)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
                killed += 1
                continue
            if code != 0:
                sys.exit(f"session {sessions} failed with {code}")
            break
        same = claims("whole.db") == claims("killed.db")
        print(f"{sessions} sessions, {killed} killed: front and certificate {'the same' if same else 'DIFFER'}")
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
