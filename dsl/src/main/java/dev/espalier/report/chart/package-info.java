/** Pictures as SVG: curves, spreads, diagrams. */
@NullMarked
package dev.espalier.report.chart;

import org.jspecify.annotations.NullMarked;
