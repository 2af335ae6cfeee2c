"""The archive folder: where things lie in it, its locks, and how received bytes get there safely.

Nothing here knows what a dossier means; it moves bytes.
"""

from pipeline.folder.archive import ArchiveFolder
from pipeline.folder.entry import PRIVATE_FOLDER
from pipeline.folder.originals import KeptFile

__all__ = ["PRIVATE_FOLDER", "ArchiveFolder", "KeptFile"]
