/** What runs beside a published model in programs that have DJL and no Espalier. */
@NullMarked
package dev.espalier.zoo.serving;

import org.jspecify.annotations.NullMarked;
