"""What everything stands on: time, ids, errors, money, paging, words. Imports nothing of ours."""
