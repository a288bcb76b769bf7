"""What everything stands on: time, ids, errors, money, paging. Imports nothing of ours."""
