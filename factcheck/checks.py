"""What must hold before strangers may reach this installation: `manage.py check --deploy`."""
