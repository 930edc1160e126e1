"""The closed vocabularies; every word here is what SQL users see in the catalog."""

from enum import StrEnum, auto


class EngineKind(StrEnum):
    """What a backend does; also the last part of its entry-point group."""

    LAYOUT = auto()
    OCR = auto()
    CLIP = auto()
    LLM = auto()
    CHAT = auto()


class Step(StrEnum):
    """The steps of a document, in DAG order."""

    REGISTER = auto()
    PROBE = auto()
    READ = auto()
    SEGMENT = auto()
    CROP = auto()
    TRANSCRIBE = auto()
    PAIR = auto()
    AUDIT = auto()


class Outcome(StrEnum):
    """What became of a record."""

    KEPT = auto()
    REJECTED = auto()
    MERGED = auto()
    FAILED = auto()


class RunOutcome(StrEnum):
    """What became of one execution of a step on a document."""

    OK = auto()
    REJECTED = auto()
    FAILED = auto()


class SourceOutcome(StrEnum):
    """What came of a path that was asked for."""

    REGISTERED = auto()
    DUPLICATE = auto()
    REJECTED = auto()
    FAILED = auto()


class Direction(StrEnum):
    """How the lines of a text run."""

    HORIZONTAL = auto()
    VERTICAL = auto()


class TextSource(StrEnum):
    """Where the text of a page came from."""

    LAYER = auto()
    OCR = auto()
    NONE = auto()


class RegionKind(StrEnum):
    """What a box on a page is."""

    TITLE = auto()
    TEXT = auto()
    CAPTION = auto()
    LABEL = auto()
    HEADER = auto()
    FOOTER = auto()
    PAGE_NUMBER = auto()
    NOTE = auto()
    RUBY = auto()
    TABLE = auto()
    FIGURE = auto()


class FigureKind(StrEnum):
    """What a figure shows."""

    PHOTO = auto()
    CHART = auto()
    DIAGRAM = auto()
    TABLE = auto()
    SCREENSHOT = auto()
    MAP = auto()
    ILLUSTRATION = auto()
    OTHER = auto()


class Role(StrEnum):
    """What a text is to a figure."""

    CAPTION = auto()
    MENTION = auto()
    EXPLAINS = auto()


class Mode(StrEnum):
    """What whoever writes a sample is given of a figure."""

    IMAGE_ONLY = auto()
    IMAGE_AND_EVIDENCE = auto()
    PDF_STYLE_TEXT = auto()
    RAW_PAIR = auto()


class SampleKind(StrEnum):
    """What a sample trains."""

    CONVERSATION = auto()
    DESCRIPTION = auto()
    REASONING = auto()
    NUMBERS = auto()
    PROCESS = auto()
    MAP = auto()
    TRANSCRIPTION = auto()
    CAPTION = auto()
    PDF_TEXT = auto()
    UNANSWERABLE = auto()


class Purpose(StrEnum):
    """What a model is asked for, in the order in which it is asked."""

    COMPOSE = auto()
    REPAIR = auto()
    GUARD = auto()
    BLIND = auto()
    CRITIQUE = auto()
    REVISE = auto()


class CallOutcome(StrEnum):
    """What became of one attempt at one request to a model."""

    OPEN = auto()
    STORED = auto()
    LOST = auto()
    FAILED = auto()


class Reason(StrEnum):
    """Why something was turned away."""

    # Each comment names the unit that the reasons below it are said of.
    # source
    NOT_FOUND = "not-found"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    SAME_BYTES = "same-bytes"
    TOMBSTONED = "tombstoned"
    # document
    EMPTY = "empty"
    NOT_A_PDF = "not-a-pdf"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_PAGES = "no-pages"
    # page
    NOT_SELECTED = "not-selected"
    NEEDS_OCR = "needs-ocr"
    BLANK = "blank"
    HANGS = "hangs"
    TOO_BIG = "too-big"
    CRASHES = "crashes"
    # figure
    TOO_SMALL = "too-small"
    TOO_THIN = "too-thin"
    PAGE_BACKGROUND = "page-background"
    OFF_PAGE = "off-page"
    REPEATED = "repeated"
    UNIFORM = "uniform"
    QR_CODE = "qr-code"
    TEXT_FRAME = "text-frame"
    TABLE_RULES = "table-rules"
    SAME_PICTURE = "same-picture"
    # candidate
    NO_CUE = "no-cue"
    SOURCE_CREDIT = "source-credit"
    TOO_FAR = "too-far"
    OTHER_TEXT_FITS_BETTER = "other-text-fits-better"
    OTHER_FIGURE_FITS_BETTER = "other-figure-fits-better"
    TOO_UNSURE = "too-unsure"
    # pair
    BELOW_MIN_P = "below-min-p"
    SAME_IMAGE = "same-image"
    SIMILAR_IMAGE = "similar-image"
    # pair and sample
    PERSONAL_DATA = "personal-data"
    UNSAFE = "unsafe"
    # sample
    CUT_OFF = "cut-off"
    CONTENT_FILTER = "content-filter"
    REFUSED = "refused"
    WRONG_SCHEMA = "wrong-schema"
    NOT_JAPANESE = "not-japanese"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    REPETITIVE = "repetitive"
    PROMPT_LEAK = "prompt-leak"
    OBEYED_DOCUMENT = "obeyed-document"
    WRONG_CITATION = "wrong-citation"
    UNSUPPORTED_NUMBER = "unsupported-number"
    UNSUPPORTED_NAME = "unsupported-name"
    NOT_REFUSED = "not-refused"
    WRONG_TRANSCRIPTION = "wrong-transcription"
    ANSWERED_BLIND = "answered-blind"
    NEAR_DUPLICATE = "near-duplicate"
    AGAINST_CONSTITUTION = "against-constitution"
    REVISED = "revised"


GIVEN_UP = frozenset({Reason.HANGS, Reason.TOO_BIG, Reason.CRASHES})
"""Why a page or document is given up after its tries; only by force is it tried again."""


class TextLayerReason(StrEnum):
    """What was measured of a page's text layer."""

    SOUND = auto()
    NO_TEXT = "no-text"
    REPLACEMENT_CHARACTERS = "replacement-characters"
    PRIVATE_USE = "private-use"
    FOREIGN_SCRIPTS = "foreign-scripts"
    CONTROL_CHARACTERS = "control-characters"
    IMPROBABLE_TEXT = "improbable-text"
    NOT_OVER_INK = "not-over-ink"
