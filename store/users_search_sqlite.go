package store

import "strings"

// insertNumberedUser is insertUser with the search id as one value more. The index
// of words does not hold the user until it is filled.
var insertNumberedUser = strings.NewReplacer("updated_at)", "updated_at, search_id)", "$18)", "$18, $19)").Replace(insertUser)

// lockedUsers are the users, by the index of those who are locked. The planner does not
// know how few they are.
const lockedUsers = "users u INDEXED BY users_locked"
