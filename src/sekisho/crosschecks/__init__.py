"""突合: what one ledger says held against what another says. No ledger alone can find these contradictions."""
