"""Customers of the demo store who serve abroad: addresses of the US military post, right and wrong."""

from .places import Place

# By the number of the person. The first two are right. Two name the base in the place of APO. The last has a
# UNIT number where APO wants a PSC: nobody but the customer knows that one.
POSTED = {
    21: Place("PSC 3 BOX 4120", "", "09021", "APO", "AE", "US"),
    131: Place("UNIT 100100 BOX 4120", "", "96349", "FPO", "AP", "US"),
    99: Place("Psc 76 Box 1290", "", "09021", "Ramstein", "AE", "US"),
    699: Place("PSC 482 Box 318", "", "96362", "Camp Butler", "AP", "US"),
    1899: Place("Unit 2050 Box 4190", "", "96278", "APO", "AP", "US"),
}
