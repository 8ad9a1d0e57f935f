"""What a tool of the wizard says beside what somebody writes: what is missing, what adds up, what the policy allows.

Pure functions over the plan as the checker sees it; they know no page and no database.
"""
