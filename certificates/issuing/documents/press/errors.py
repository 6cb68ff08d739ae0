"""Why a document goes to the plain renderer instead."""


class CannotCompile(Exception):
    """The template, or a text in it, is nothing that the press can stamp; plain WeasyPrint prints it."""
