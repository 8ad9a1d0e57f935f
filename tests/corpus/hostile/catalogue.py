"""Every file that somebody might send who means no good."""

from tests.corpus.hostile import books, papers, words
from tests.corpus.hostile.material import File

FILES: tuple[File, ...] = (*words.FILES, *books.FILES, *papers.FILES)
