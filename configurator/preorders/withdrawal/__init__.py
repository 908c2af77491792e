"""The withdrawal function of Directive (EU) 2023/2673: a statement, its confirmation, its acknowledgement."""
