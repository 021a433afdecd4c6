"""Parts of Streamlit that bring English words of their own, and data that happen to be the same words."""

import pandas as pd
import streamlit as st

from clm_core.texts import Language

language = Language(st.query_params.get("lang", "de"))
with st.container(key=f"language-{language}"):
    st.text(f"language {language}")
st.file_uploader("Dateien", type=["csv", "xlsx"], accept_multiple_files=True)
st.multiselect("Kanal", ["Search", "Upload", "No results"], default=["Search"], key="channels")
st.selectbox("Auswahl", ["Search", "Clear all"], key="one")
st.dataframe(pd.DataFrame({"Search": ["Upload", "Browse files"]}))
st.markdown("Search, Upload, Browse files, No results")
