import Foundation
import Hummingbird  // breaks: third party
import Synchronization  // breaks: third party
package import CRMDatabase  // breaks: ours
