@py -3 "%~dp0sekisho" %*
