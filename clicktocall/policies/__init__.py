"""Who may call where and when: the switch that stops dialling, policies, limits, the do-not-call list, alerts."""
