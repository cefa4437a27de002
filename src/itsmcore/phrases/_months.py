"""What is said of months."""

PHRASES = {
    "months.apr": "Apr",
    "months.aug": "Aug",
    "months.dec": "Dec",
    "months.feb": "Feb",
    "months.jan": "Jan",
    "months.jul": "Jul",
    "months.jun": "Jun",
    "months.mar": "Mar",
    "months.may": "May",
    "months.nov": "Nov",
    "months.oct": "Oct",
    "months.sep": "Sep",
}
