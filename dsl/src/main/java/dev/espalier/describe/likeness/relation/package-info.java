/** How unlike the relations are that two places see between the samples of a batch. */
@NullMarked
package dev.espalier.describe.likeness.relation;

import org.jspecify.annotations.NullMarked;
