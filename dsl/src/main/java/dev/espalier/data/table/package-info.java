/**
 * Tables of own data: what each column becomes, learned on rows, and known by the columns' names.
 */
@NullMarked
package dev.espalier.data.table;

import org.jspecify.annotations.NullMarked;
