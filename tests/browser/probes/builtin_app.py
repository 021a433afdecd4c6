"""The page of builtin_words.py behind the product's own headers, styles and scripts."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from dashboard import PROJECT, OwnDocuments

app = st.App(
    "builtin_words.py",
    middleware=[Middleware(OwnDocuments)],
    routes=[Mount("/assets", StaticFiles(directory=PROJECT / "static"))],
)
