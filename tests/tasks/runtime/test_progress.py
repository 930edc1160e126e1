from tasks.runtime import progress


def heard(*acts):
    told = []
    with progress.listening(lambda done, added: told.append((done, added))):
        for act in acts:
            act()
    return told


def test_tells_of_every_page():
    assert heard(progress.advance, progress.advance) == [(1, 0), (1, 0)]


def test_a_document_is_expected_once():
    acts = [lambda: progress.expect("a", 12), lambda: progress.expect("a", 9), lambda: progress.expect("b", 4)]
    assert heard(*acts) == [(0, 12), (0, 4)]


def test_a_new_listener_hears_of_documents_anew():
    for _ in range(2):
        assert heard(lambda: progress.expect("a", 12)) == [(0, 12)]


def test_nobody_listens_after_the_block():
    told = heard()
    progress.advance()
    assert told == []


def test_does_without_a_listener():
    progress.expect("c", 3)
    progress.advance()
