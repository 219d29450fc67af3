"""What a caller may do: IAM's evaluation of identity-based policies, as far as this platform's policies use it.

`authorizer.py` is the one that callers outside use. `requests.py` turns an API call into authorization requests,
`resources/` names the resources of a call, `dependents.py` is the table of what services ask in the caller's name,
`policies.py` and `conditions.py` evaluate, `refusals.py` has AWS's words. Nothing here answers or changes anything.
"""
