"""What is shown: charts, the board report and the workbook of evidence; nothing is counted here."""
