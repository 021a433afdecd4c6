"""One decimal field as pages use it, for a browser to type into."""

from decimal import Decimal

import streamlit as st

from pages.shared import inputs, session

st.text(f"language {session.language()}")
number = inputs.decimal_input("Budget", key="budget", unit="€", minimum=Decimal(0), maximum=Decimal(1_000_000))
st.text(f"value {number}")
