"""Codebook, rules, stance and coding: passages in, evidence out."""
