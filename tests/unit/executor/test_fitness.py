"""Whether a worker can do this program's work."""

import string

from pipeline.executor.fitness import code_digest, look


def test_the_code_has_one_digest_on_a_machine():
    assert code_digest() == code_digest()
    assert len(code_digest()) == 12 and set(code_digest()) <= set(string.hexdigits)


def test_a_worker_tells_its_code_and_whether_it_sees_the_archive(tmp_path):
    marker = tmp_path / ".seen-1"
    assert look(str(marker)) == (code_digest(), False)
    marker.touch()
    assert look(str(marker)) == (code_digest(), True)
    assert look(None) == (code_digest(), True)
