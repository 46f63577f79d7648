/** Tables of a report, as text, as HTML and as Tablesaw tables. */
@NullMarked
package dev.espalier.report.grid;

import org.jspecify.annotations.NullMarked;
